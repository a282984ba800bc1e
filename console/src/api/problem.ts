import { tr } from "@/lang";

/** What is wrong with one field of what was sent. */
export interface FieldProblem {
  name: string;
  message: string;
}

/** What went wrong, what to do, and a number to quote. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly reference: string | null,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
    this.name = "Problem";
  }
}

interface ProblemBody {
  code?: unknown;
  message?: unknown;
  reference?: unknown;
  fields?: unknown;
}

const text = (value: unknown): string | null => (typeof value === "string" && value ? value : null);

const isField = (value: unknown): value is FieldProblem =>
  typeof value === "object" && value !== null && "name" in value && "message" in value && typeof value.message === "string";

const fieldsOf = (value: unknown): FieldProblem[] => (Array.isArray(value) ? value.filter(isField) : []);

/** A refusal of the bureau as a Problem, whatever its body looks like. */
export function refusal(status: number, body: unknown): Problem {
  const said: ProblemBody = typeof body === "object" && body !== null ? body : {};
  const message = text(said.message) ?? fallback(status);
  return new Problem(status, text(said.code) ?? `http_${status}`, message, text(said.reference), fieldsOf(said.fields));
}

/** The platform could not be reached at all. */
export function unreachable(): Problem {
  return new Problem(0, "unreachable", tr("连接不到平台。请检查网络；其他人也打不开时，请联系运维单位。", "The platform cannot be reached. Check the network; if nobody can open it, call the operator."), null);
}

function fallback(status: number): string {
  if (status === 404) return tr("没有找到所要的内容，可能已移走，或不在您的管辖范围内。", "Nothing was found: it may have been moved, or lies outside your area.");
  if (status === 429) return tr("操作过于频繁，请稍等一分钟再试。", "Too many requests. Wait a minute and try again.");
  if (status >= 500) return tr("平台暂时无法处理，操作没有生效。请稍后重试；仍不行时，请联系运维单位。", "The platform could not do this; nothing was changed. Try again later; if it persists, call the operator.");
  return tr("平台没有接受这次请求。请刷新页面后再试。", "The platform did not accept the request. Reload the page and try again.");
}

/** Any thrown value as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return unreachable();
  return new Problem(0, "page", tr("页面出错，没有改动任何数据。请刷新页面。", "The page failed; no data were changed. Reload the page."), null);
}
