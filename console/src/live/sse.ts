/** One event of the bureau's numbered stream. */
export interface StreamEvent {
  id: string | null;
  type: string;
  data: string;
}

/**
 * Cuts a text/event-stream into events (HTML standard, section 9.2.6), fed in pieces of any size.
 *
 * `retryMs` is what the server last asked for; null when it has not. An event without a number of its own
 * gets none, so that it is not taken for a repeat of the numbered one before it.
 */
export class EventParser {
  retryMs: number | null = null;
  private rest = "";
  private id: string | null = null;
  private type = "";
  private data: string[] = [];

  push(text: string): StreamEvent[] {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): StreamEvent[] {
    if (line === "") return this.dispatch();
    if (line.startsWith(":")) return [];
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    this.field(field, value);
    return [];
  }

  private field(field: string, value: string): void {
    if (field === "data") this.data.push(value);
    else if (field === "event") this.type = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  private dispatch(): StreamEvent[] {
    const event = { id: this.id, type: this.type || "message", data: this.data.join("\n") };
    const empty = this.data.length === 0;
    this.id = null;
    this.type = "";
    this.data = [];
    return empty ? [] : [event];
  }
}
