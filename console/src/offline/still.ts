import { fetchMe } from "@/app/session";

/** Whether the person is still logged in on this device, with a fresh token; somebody else's session sends nothing. */
export const isStill = async (username: string): Promise<boolean> => {
  const me = await fetchMe().catch(() => null);
  return me?.username === username;
};
