import type { RowValues, Sheet } from "@/api/register";
import { tr } from "@/lang";

import { shown, type FieldChange } from "./RecordFormValues";

interface Props {
  sheet: Sheet;
  before: RowValues | null;
  /** Null while something typed cannot be read. */
  changes: FieldChange[] | null;
}

/** What saving would change, as it stands: before and after. */
export function WhatChanges({ sheet, before, changes }: Props) {
  return (
    <section className="record-changes" aria-live="polite" aria-label={tr("将要改变", "What will change")}>
      <h4>{headline(sheet, before, changes)}</h4>
      {before && changes?.length ? <ChangeList changes={changes} /> : null}
    </section>
  );
}

function headline(sheet: Sheet, before: RowValues | null, changes: FieldChange[] | null): string {
  if (changes === null) return tr("有填写不正确之处，请先改正", "Something typed cannot be read yet");
  if (!before) return tr(`将在“${sheet.title}”新增一行`, `A row will be added to “${sheet.title}”`);
  if (!changes.length) return tr("还没有改动", "Nothing changed yet");
  return tr(`将改变 ${changes.length} 项`, changes.length === 1 ? "1 field will change" : `${changes.length} fields will change`);
}

/** Old value, arrow, new value; in words, so that it can be read aloud. */
export function ChangeList({ changes }: { changes: FieldChange[] }) {
  return (
    <ul className="change-list">
      {changes.map(({ field, before, after }) => (
        <li key={field.name}>
          <span className="change-name">{field.title}</span>
          <del>{shown(field, before)}</del>
          <span aria-hidden="true">→</span>
          <ins>{shown(field, after)}</ins>
        </li>
      ))}
    </ul>
  );
}
