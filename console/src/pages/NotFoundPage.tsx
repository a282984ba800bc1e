import { Button, Result } from "antd";
import { Link } from "react-router";

import { tr } from "@/lang";
import { useTitle } from "@/ui/useTitle";

export default function NotFoundPage() {
  useTitle(tr("没有这个页面", "No such page"));
  return (
    <Result
      status="info"
      title={tr("没有这个页面", "No such page")}
      subTitle={tr("地址可能写错了，或页面已移走。", "The address may be wrong, or the page was moved.")}
      extra={<Link to="/"><Button type="primary">{tr("回到首页", "To the first page")}</Button></Link>}
    />
  );
}
