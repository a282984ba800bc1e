import { beforeAll, describe, expect, it, vi } from "vitest";

import { Problem, unreachable } from "@/api/problem";
import { sendAll } from "@/offline/sending";

/** A device without locks between its tabs: there is only this one. */
beforeAll(() => void vi.stubGlobal("navigator", {}));

const refusal = new Problem(409, "other_content", "编号已有另一份", null);

/** Sends three things of which each answers as told: what arrived, and what was refused with which words. */
async function tried(...answers: (Problem | null)[]) {
  const [arrived, refused]: [number[], string[]] = [[], []];
  const sent = await sendAll<number>({
    lock: "test",
    waiting: () => Promise.resolve(answers.map((_, place) => place)),
    send: (place) => {
      const answer = answers[place];
      if (answer) return Promise.reject(answer);
      arrived.push(place);
      return Promise.resolve();
    },
    refused: (place, { message }) => Promise.resolve(refused.push(`${place} ${message}`)),
  });
  return { sent, arrived, refused };
}

describe("what waits on a device", () => {
  it("is sent one after the other", async () => {
    expect(await tried(null, null, null)).toEqual({ sent: 3, arrived: [0, 1, 2], refused: [] });
  });

  it("stays with the reason when it is refused, and the rest goes on", async () => {
    expect(await tried(null, refusal, null)).toEqual({ sent: 2, arrived: [0, 2], refused: ["1 编号已有另一份"] });
  });

  it.each([unreachable(), new Problem(401, "idle", "", null), new Problem(403, "csrf", "", null), new Problem(429, "many", "", null), new Problem(500, "failure", "", null)])(
    "waits for the next try after $status $code",
    async (problem) => {
      expect(await tried(null, problem, null)).toEqual({ sent: 1, arrived: [0], refused: [] });
    },
  );
});
