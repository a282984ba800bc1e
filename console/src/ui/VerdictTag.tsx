import { QuestionCircleOutlined } from "@ant-design/icons";
import { Tag, Tooltip } from "antd";

import { verdictLook } from "@/states/alert";

/** 数据不符, 疑点, or 数据不足以判定; the last one with a look of its own. */
export function VerdictTag({ verdict }: { verdict: string }) {
  const look = verdictLook(verdict);
  const undecided = verdict === "undecidable";
  return (
    <Tooltip title={look.meaning}>
      <Tag
        color={undecided ? undefined : look.colour}
        variant={undecided ? "outlined" : "filled"}
        className={undecided ? "verdict-undecided" : ""}
        icon={undecided ? <QuestionCircleOutlined /> : undefined}
      >
        {look.word}
      </Tag>
    </Tooltip>
  );
}
