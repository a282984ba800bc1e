import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { watchActivity } from "@/app/activity";
import { watchAppearance } from "@/app/appearance";
import { LANG, tr } from "@/lang";
import "@/styles.tokens.css";
import "@/styles.css";
import "@/styles.table.css";
import "@/styles.print.css";

document.documentElement.lang = tr("zh-CN", "en");
dayjs.locale(LANG === "zh" ? "zh-cn" : "en");
watchAppearance();
watchActivity();
createRoot(document.getElementById("root") as HTMLElement).render(<App />);
