import { Button, Result } from "antd";

import { actFor } from "@/api/people";
import { tr } from "@/lang";

/** What a deputy sees once the delegation is over: nothing was done, and the way back. */
export function DelegationOver() {
  return (
    <Result
      status="info"
      title={tr("代理已结束", "The delegation is over")}
      subTitle={<span role="alert">{tr("代理到期、被终止，或对方已停用。未提交的内容没有生效。", "It came to its last day, was ended, or the other person left. What was not sent did not take effect.")}</span>}
      extra={<Button type="primary" onClick={() => void actFor(null)}>{tr("恢复本人身份", "Go back to yourself")}</Button>}
    />
  );
}
