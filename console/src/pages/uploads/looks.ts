import type { RowState, Upload } from "@/api/uploads";
import { tr } from "@/lang";
import type { Look } from "@/states/alert";

/** How the states of a row look: colour, shape and word. */
export const ROW_LOOKS: Record<RowState, Look> = {
  bad: { word: tr("有误", "Wrong"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  new: { word: tr("新增", "New"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 },
  changed: { word: tr("变更", "Changed"), shape: "triangle", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 2 },
  same: { word: tr("不变", "Unchanged"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 3 },
};

export const UPLOAD_LOOKS: Record<Upload["state"], Look> = {
  checking: { word: tr("核对中", "Checking"), shape: "late", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 0 },
  committing: { word: tr("导入中", "Importing"), shape: "late", colour: "var(--blue)", ink: "var(--blue-ink)", rank: 0 },
  refused: { word: tr("无法读取", "Not readable"), shape: "down", colour: "var(--red)", ink: "var(--red-ink)", rank: 0 },
  checked: { word: tr("待提交", "Waiting"), shape: "late", colour: "var(--orange)", ink: "var(--orange-ink)", rank: 0 },
  committed: { word: tr("已导入", "Imported"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 1 },
  discarded: { word: tr("已放弃", "Discarded"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
};

export const ROW_STATES = Object.keys(ROW_LOOKS) as RowState[];

export const isRowState = (text: string | null): text is RowState => text !== null && text in ROW_LOOKS;

/** The state that a person should look at first: what is wrong, else everything. */
export const firstState = (upload: Pick<Upload, "counts" | "state">): RowState | null =>
  upload.counts.bad > 0 && upload.state === "checked" ? "bad" : null;

/**
 * The columns in which some row has something to say: the first one, which names the row, then those with errors,
 * then those that change or were not read as they stand.
 */
export function tellingColumns(upload: Pick<Upload, "columns" | "rows">): string[] {
  const wrong = new Set(upload.rows.flatMap((row) => row.errors.map((one) => one.field)));
  const told = new Set(upload.rows.flatMap((row) => row.notes.map((one) => one.field)));
  upload.rows.filter((row) => row.state === "changed").forEach((row) => row.changes.forEach((one) => told.add(one.field)));
  const names = upload.columns.map((column) => column.name);
  const first = names.slice(0, 1);
  return [...new Set([...first, ...names.filter((name) => wrong.has(name)), ...names.filter((name) => told.has(name))])];
}
