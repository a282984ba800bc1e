import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { sheets, type Dossier, type RegisterRow, type RowValues } from "@/api/register";
import { tr } from "@/lang";
import { ButtonLink } from "@/pages/register/ButtonLink";
import { keyOf, keyOfText, keyText } from "@/pages/register/keys";
import { RecordDrawer, useSheet } from "@/pages/register/RecordDrawer";
import { useUrlState } from "@/ui/useUrlState";

const BETWEEN = ":";

/** Opens a row of the register beside the station's page, once the tables are known; its address says which. */
export function useOpenRow(): (sheet: string, values: RowValues, edit?: boolean) => void {
  const { change } = useUrlState();
  const client = useQueryClient();
  return (name, values, edit = false) => {
    void client.ensureQueryData(sheets).then((known) => {
      const sheet = known.find((one) => one.name === name);
      if (sheet) change({ open: `${name}${BETWEEN}${keyText(keyOf(sheet, values))}`, new: null, edit: edit ? "1" : null });
    });
  };
}

/** The row that the page's address names: to read, to change, or a new one of this station. */
export function RowDrawer({ station, known }: { station: string; known: Dossier }) {
  const { search, change } = useUrlState();
  const adding = search.get("new");
  const [name = "", ...rest] = (search.get("open") ?? "").split(BETWEEN);
  const sheet = useSheet(adding ?? name);
  const rowKey = adding ? null : sheet ? (keyOfText(sheet, rest.join(BETWEEN)) ?? undefined) : undefined;
  const initial = useMemo(() => ({ station_id: station }), [station]);
  if (!adding && !name) return null;
  return (
    <RecordDrawer
      sheet={sheet}
      rowKey={rowKey}
      initial={initial}
      editing={search.has("edit")}
      more={(row) => <More row={row} known={known} />}
      onClose={() => change({ open: null, new: null, edit: null })}
      onKey={(key) => sheet && change({ open: `${sheet.name}${BETWEEN}${keyText(key)}`, new: null, edit: null })}
    />
  );
}

function More({ row, known }: { row: RegisterRow; known: Dossier }) {
  if (row.sheet !== "tanks") return null;
  const { station_id, tank_id } = row.values;
  const charts = (known.rows["tank_charts"] ?? []).filter((chart) => chart["tank_id"] === tank_id).length;
  return <ButtonLink to={`/stations/${String(station_id)}/tanks/${String(tank_id)}/chart`}>{tr(`罐容表（${charts} 版）`, `Tank chart (${charts} versions)`)}</ButtonLink>;
}

