import { Alert } from "antd";

import type { RowValues, Sheet } from "@/api/register";
import { tr } from "@/lang";

import { ChangeList } from "./RecordFormReview";
import { changesBetween, typedOf, type FieldChange, type Typed } from "./RecordFormValues";

export interface Meanwhile {
  /** What somebody else changed since the form was opened. */
  theirs: FieldChange[];
  /** Of these, the fields that the person changed too: theirs stands in the list, the person's in the field. */
  both: string[];
  /** What now stands in the fields: the row as it is, under what the person changed. */
  typed: Typed;
}

/** Puts what a person typed over a row that somebody else changed meanwhile. */
export function meanwhile(sheet: Sheet, seen: RowValues, now: RowValues, typed: Typed): Meanwhile {
  const theirs = changesBetween(sheet, seen, now);
  const mine = sheet.fields.filter((field) => (typed[field.name] ?? "") !== typedOf(field, seen[field.name])).map((field) => field.name);
  const taken = theirs.filter(({ field }) => !mine.includes(field.name));
  return {
    theirs,
    both: theirs.filter(({ field }) => mine.includes(field.name)).map(({ field }) => field.title),
    typed: { ...typed, ...Object.fromEntries(taken.map(({ field, after }) => [field.name, typedOf(field, after)])) },
  };
}

/** Nothing was saved, because the row is no longer the one that the form was opened with. */
export function MeanwhileNotice({ found }: { found: Meanwhile }) {
  const both = found.both.join(tr("、", ", "));
  const words = both
    ? tr(`您也改了：${both}，保存后以您填写的为准。`, `You changed ${both} too: saving keeps yours.`)
    : tr("您的改动已保留，其余各项已换成最新内容。", "Your changes are kept, the other fields show what stands now.");
  return (
    <Alert
      role="alert"
      type="warning"
      showIcon
      title={tr("刚才有人改了这一行，您的改动还没有保存。请核对后再保存。", "Somebody changed this row just now; yours is not saved yet. Please check and save again.")}
      description={<><ChangeList changes={found.theirs} /><p>{words}</p></>}
    />
  );
}
