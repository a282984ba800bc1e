import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Select, Skeleton, Switch } from "antd";

import { saveWishes, testChannel, wishes, type ChannelKind, type WishIn, type Wishes } from "@/api/notify";
import { problemOf } from "@/api/problem";
import { mute, ring, useSound } from "@/app/sound";
import { tr } from "@/lang";
import { LEVELS, type Level } from "@/states/alert";
import { FetchedView, Nothing, ProblemView } from "@/ui/PageState";

type Typed = Omit<WishIn, "levels"> & { levels: Partial<Record<ChannelKind, Level | "off">> };

const CHOICES = [
  ...(Object.keys(LEVELS) as Level[]).reverse().map((level) => ({
    value: level,
    label: level === "blue" ? tr("■ 全部", "■ all") : level === "red" ? tr("◆ 只要红色", "◆ red alone") : tr(`${LEVELS[level].sign} ${LEVELS[level].word}及以上`, `${LEVELS[level].sign} ${LEVELS[level].word.toLowerCase()} and graver`),
  })),
  { value: "off", label: tr("不接收", "nothing") },
];

/** How one wants to be told: language, addresses, colours for each channel, quiet hours, sound. */
export function WishForm() {
  const found = useQuery(wishes);
  return <FetchedView query={found} loading={<Skeleton active />}>{(data) => <Filled data={data} />}</FetchedView>;
}

function Filled({ data }: { data: Wishes }) {
  const [form] = Form.useForm<Typed>();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const own = Form.useWatch("own_quiet", form) ?? data.own_quiet;
  const save = useMutation({
    mutationFn: (typed: Typed) => saveWishes({ ...data, ...typed, levels: typed.levels as WishIn["levels"], quiet_from: typed.quiet_from || null, quiet_until: typed.quiet_until || null }),
    onSuccess: (now) => {
      queries.setQueryData(wishes.queryKey, now);
      void queries.invalidateQueries({ queryKey: ["notices", "summary"] });
      void message.success(tr("已保存", "Saved"));
    },
  });
  const initial = { ...data, quiet_from: data.quiet_from?.slice(0, 5), quiet_until: data.quiet_until?.slice(0, 5) } as Typed;
  return (
    <Form<Typed> className="wish-form" form={form} layout="vertical" initialValues={initial} onFinish={(typed) => save.mutate(typed)}>
      {save.isError ? <ProblemView problem={problemOf(save.error)} /> : null}
      <h3>{tr("从哪个颜色起发给我", "From which colour on I am told")}</h3>
      <Channels data={data} />
      <h3>{tr("我的地址", "My addresses")}</h3>
      <Form.Item name="email" label={tr("电子邮箱", "E-mail")}><Input type="email" maxLength={254} autoComplete="email" /></Form.Item>
      <Form.Item name="wecom_user" label={tr("政务微信／企业微信成员账号", "WeCom member account")}><Input maxLength={64} autoCapitalize="none" /></Form.Item>
      <Form.Item name="dingtalk_user" label={tr("钉钉 userid", "DingTalk userid")}><Input maxLength={64} autoCapitalize="none" /></Form.Item>
      <p className="quiet">{tr("短信发到账号登记的手机号，修改请联系系统管理员。", "Short messages go to the mobile of your account; ask the administrator to change it.")}</p>
      <Form.Item name="language" label={tr("通知语言", "Language of notices")}><Select options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} /></Form.Item>
      <h3>{tr("免打扰", "Quiet hours")}</h3>
      <p className="quiet">{data.department_quiet ? tr(`本部门：${data.department_quiet}。`, `Your department's: ${data.department_quiet}.`) : tr("本部门没有设置免打扰。", "Your department has none.")}{tr("红色预警照常发送；其余的到时合为一条汇总。", " Red alerts pass; the rest comes as one digest afterwards.")}</p>
      <Form.Item name="own_quiet" label={tr("使用我自己的时段", "Use my own hours")} valuePropName="checked"><Switch /></Form.Item>
      {own ? (
        <div className="block-head">
          <Form.Item name="quiet_from" label={tr("从", "From")}><Input type="time" /></Form.Item>
          <Form.Item name="quiet_until" label={tr("到（可跨零点）", "Until (may pass midnight)")}><Input type="time" /></Form.Item>
        </div>
      ) : null}
      <h3>{tr("站内提醒", "In the console")}</h3>
      <Form.Item name="sound" label={tr("新通知发声（红色为连响）", "Sound for new notices (red rings longer)")} valuePropName="checked"><Switch /></Form.Item>
      <SoundLine />
      <Form.Item name="desktop" label={tr("桌面通知", "Desktop notices")} valuePropName="checked"><Switch onChange={(on) => { if (on && "Notification" in window) void Notification.requestPermission(); }} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{tr("保存", "Save")}</Button>
    </Form>
  );
}

function Channels({ data }: { data: Wishes }) {
  const { message } = App.useApp();
  const test = useMutation({
    mutationFn: testChannel,
    onSuccess: () => void message.success(tr("测试通知已排队，请查收", "A test was queued, please look")),
    onError: (error) => void message.error(problemOf(error).message),
  });
  if (!data.channels.length) return <Nothing what={tr("尚未开通邮件、短信等渠道", "No e-mail, short messages or the like yet")} how={tr("由通知管理员开通；站内通知始终可用", "Who manages notification opens them; notices here always work")} />;
  return (
    <div className="wish-levels">
      {data.channels.flatMap((one) => [
        <span key={`n${one.id}`}>{one.name}<small>{one.kind_name} · {one.reaches ? one.address : tr("没有地址", "no address")}</small></span>,
        <Form.Item key={`l${one.id}`} name={["levels", one.kind]} initialValue={data.levels?.[one.kind] ?? "blue"} noStyle><Select options={CHOICES} aria-label={tr(`${one.name}从哪个颜色起`, `${one.name}: from which colour on`)} /></Form.Item>,
        <Button key={`t${one.id}`} disabled={!one.reaches} loading={test.isPending} onClick={() => test.mutate(one.id)}>{tr("发测试", "Test")}</Button>,
      ])}
    </div>
  );
}

/** Lets the person hear it, and says what stands in the way. */
function SoundLine() {
  const sound = useSound();
  const words = { ready: tr("本机声音可用。", "Sound works here."), blocked: tr("浏览器尚未允许声音，点击任意处后生效。", "The browser allows no sound until you click."), muted: tr("本机已静音。", "Muted on this computer.") };
  return (
    <p className="quiet">
      {words[sound]} <Button size="small" onClick={() => { if (sound === "muted") mute(false); ring("red"); }}>{tr("试听红色", "Hear red")}</Button>{" "}
      <Button size="small" onClick={() => mute(sound !== "muted")}>{sound === "muted" ? tr("恢复声音", "Unmute") : tr("本机静音", "Mute here")}</Button>
    </p>
  );
}
