import { Button, Result } from "antd";
import { Link } from "react-router";

import { useTitle } from "@/ui/useTitle";

export default function NotFoundPage() {
  useTitle("没有这个页面");
  return (
    <Result
      status="info"
      title="没有这个页面"
      subTitle="地址可能写错了，或页面已移走。"
      extra={<Link to="/"><Button type="primary">回到首页</Button></Link>}
    />
  );
}
