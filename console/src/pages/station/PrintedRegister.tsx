import type { Dossier } from "@/api/register";

import { CHART_COLUMNS, SHEETS_OF_A_STATION } from "./AsOfPage";
import { RegisterRows } from "./RegisterRows";

/** On paper every table of the register stands, whichever tab was open on the screen. */
export function PrintedRegister({ known }: { known: Dossier }) {
  return (
    <div className="print-only">
      {SHEETS_OF_A_STATION.map((name) => <RegisterRows key={name} whole sheet={name} known={known} columns={name === "tank_charts" ? CHART_COLUMNS : undefined} />)}
    </div>
  );
}
