import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { watchActivity } from "@/app/activity";
import "@/styles.css";

watchActivity();
createRoot(document.getElementById("root") as HTMLElement).render(<App />);
