import { tr } from "@/lang";
import type { Look } from "@/states/alert";

const UNKNOWN: Look = { word: "—", shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 9 };

/** How somebody's account stands. */
const PEOPLE: Record<string, Look> = {
  active: { word: tr("在岗", "Active"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 0 },
  first: { word: tr("待首次登录", "First login awaited"), shape: "late", colour: "var(--late)", ink: "var(--late-ink)", rank: 1 },
  left: { word: tr("已停用", "Deactivated"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
  locked: { word: tr("密码锁定", "Locked out"), shape: "down", colour: "var(--down)", ink: "var(--down-ink)", rank: 3 },
};

/** How a delegation stands. */
const DELEGATIONS: Record<string, Look> = {
  in_force: { word: tr("代理中", "In force"), shape: "online", colour: "var(--green)", ink: "var(--green-ink)", rank: 0 },
  coming: { word: tr("未开始", "Coming"), shape: "late", colour: "var(--level-blue)", ink: "var(--blue-ink)", rank: 1 },
  over: { word: tr("已到期", "Over"), shape: "unknown", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 2 },
  ended: { word: tr("已终止", "Ended"), shape: "closed", colour: "var(--grey)", ink: "var(--grey-ink)", rank: 3 },
};

export const personLook = (state: unknown): Look => PEOPLE[String(state)] ?? UNKNOWN;
export const delegationLook = (state: unknown): Look => DELEGATIONS[String(state)] ?? UNKNOWN;

/** The state of a person that is shown in a drawer, as the list has it. */
export const stateOf = (person: { is_active: boolean; must_change_password: boolean }): string =>
  !person.is_active ? "left" : person.must_change_password ? "first" : "active";
