import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Skeleton } from "antd";

import { problemOf } from "@/api/problem";
import { changeSettings, storePlace, transportSettings, type TransportSettings } from "@/api/transport";
import { decimal } from "@/format/quantity";
import { tr } from "@/lang";
import { ObjectDrawer } from "@/ui/ObjectDrawer";
import { FetchedView, ProblemView } from "@/ui/PageState";

type Thresholds = Omit<TransportSettings, "places" | "unknown_places">;

const FIELDS: [keyof Thresholds, string][] = [
  ["stop_minutes", tr("停留多久算停车（分钟）", "A stop lasts at least (minutes)")],
  ["stop_radius_m", tr("停车的移动范围（米）", "A stop stays within (m)")],
  ["gap_minutes", tr("定位中断多久列出（分钟）", "A gap in the track is longer than (minutes)")],
  ["detour_factor", tr("行驶里程为直线的几倍算绕行", "A detour is this many times the direct way")],
  ["detour_least_km", tr("绕行至少多出（公里）", "A detour is at least longer by (km)")],
  ["station_radius_m", tr("距收货站多远算到站（米）", "At a station within (m)")],
  ["place_radius_m", tr("距装油地多远算在库（米）", "At a loading place within (m)")],
  ["track_days", tr("轨迹保存天数（不少于30）", "Tracks are kept for (days, at least 30)")],
  ["least_drops", tr("计算偏差至少需要的车次", "Bias needs at least so many deliveries")],
  ["least_bias_permille", tr("偏差低于多少不标出（‰）", "A bias is not marked below (‰)")],
];

/** From when on something on a track is shown, and where loading places are. */
export function SettingsDrawer({ onClose }: { onClose: () => void }) {
  const found = useQuery(transportSettings);
  return (
    <ObjectDrawer open title={tr("阈值和装油地", "Thresholds and loading places")} onClose={onClose}>
      <FetchedView query={found} loading={<Skeleton active paragraph={{ rows: 10 }} />}>{(kept) => <Forms kept={kept} />}</FetchedView>
    </ObjectDrawer>
  );
}

function Forms({ kept }: { kept: TransportSettings }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const onSuccess = (told: TransportSettings) => {
    client.setQueryData(transportSettings.queryKey, told);
    void client.invalidateQueries({ queryKey: ["trip"] });
    void message.success(tr("已保存", "Saved"));
  };
  const settings = useMutation({ mutationFn: changeSettings, onSuccess });
  const place = useMutation({ mutationFn: storePlace, onSuccess });
  const failed = settings.error ?? place.error;
  return (
    <>
      {failed ? <ProblemView problem={problemOf(failed)} /> : null}
      <Form<Thresholds> layout="vertical" initialValues={kept} onFinish={(typed) => settings.mutate(typed)}>
        {FIELDS.map(([name, label]) => <Form.Item key={name} name={name} label={label} rules={[{ required: true, message: tr("请填写", "Please fill in") }]}><InputNumber /></Form.Item>)}
        <Button type="primary" htmlType="submit" loading={settings.isPending}>{tr("保存阈值", "Save the thresholds")}</Button>
      </Form>
      <h2>{tr("装油地", "Loading places")}</h2>
      <ul>{kept.places.map((one) => <li key={one.name}>{one.name} {decimal(one.longitude, 4)}, {decimal(one.latitude, 4)}</li>)}</ul>
      <Form layout="vertical" initialValues={{ name: kept.unknown_places[0] }} onFinish={(typed: { name: string; longitude: number; latitude: number }) => place.mutate(typed)}>
        <Form.Item name="name" label={tr("装油地名称（与运单一致）", "Name as on the waybill")} rules={[{ required: true, message: tr("请填写", "Please fill in") }]}><Input maxLength={128} /></Form.Item>
        <Form.Item name="longitude" label={tr("经度（CGCS2000）", "Longitude (CGCS2000)")} rules={[{ required: true, message: tr("请填写", "Please fill in") }]}><InputNumber min={70} max={140} step={0.0001} /></Form.Item>
        <Form.Item name="latitude" label={tr("纬度（CGCS2000）", "Latitude (CGCS2000)")} rules={[{ required: true, message: tr("请填写", "Please fill in") }]}><InputNumber min={0} max={60} step={0.0001} /></Form.Item>
        <Button htmlType="submit" loading={place.isPending}>{tr("保存装油地", "Save the place")}</Button>
      </Form>
    </>
  );
}
