import dayjs, { type Dayjs } from "dayjs";

import { date } from "./time";

/** Today in the city, wherever the browser's own clock stands: what a form proposes and a picker's last day. */
export const cityDay = (): Dayjs => dayjs(date(Date.now()));
