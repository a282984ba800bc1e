import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";

import { useMay } from "@/app/session";
import { tr } from "@/lang";
import { useUrlState } from "@/ui/useUrlState";

import { DeliveryFormDrawer } from "./DeliveryForm";
import { PaperList } from "./PaperList";

const stationOf = (text: string | null): string => (text && /^[0-9]{10}$/.test(text) ? text : "");

/** Delivery documents: what stations and suppliers wrote about each unloading. */
export default function PapersPage() {
  const may = useMay("supply.enter");
  const { search, change } = useUrlState();
  const enter = <Button type="primary" icon={<PlusOutlined />} onClick={() => change({ new: "1", open: null })}>{tr("录入进油单", "Enter a document")}</Button>;
  return (
    <>
      <PaperList
        kind="deliveries"
        title={tr("进油单", "Delivery documents")}
        says={tr(
          "每车油的进油单。“升数（20℃）”按单据的密度和温度折合，才能与液位和运单相比。单据登记后不改写，写错的登记更正分录。",
          "The document of every load. Litres at 20 °C follow from its density and temperature: these compare with gauge and waybill. Papers are not changed; a wrong one gets a correcting entry.",
        )}
        quick={["product"]}
        actions={may ? enter : undefined}
        empty={{ what: tr("还没有进油单", "No delivery documents yet"), how: tr("由站点或办公室录入，也可成批导入", "Entered by stations or the office, or imported from a file") }}
      />
      {may && search.has("new") ? <DeliveryFormDrawer station={stationOf(search.get("new"))} onClose={() => change({ new: null })} onDone={(key) => change({ new: null, open: key })} /> : null}
    </>
  );
}
