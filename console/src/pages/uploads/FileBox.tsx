import { InboxOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Spin, Upload as Dropping } from "antd";
import { useNavigate } from "react-router";

import { problemOf } from "@/api/problem";
import { sendFile } from "@/api/uploads";
import { tr } from "@/lang";
import { ProblemView } from "@/ui/PageState";

interface Props {
  sheet: string;
  sheetTitle: string;
}

/** Takes a file by dropping or choosing it, has it checked and opens what was found. */
export function FileBox({ sheet, sheetTitle }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (file: File) => sendFile(sheet, file),
    onSuccess: (found) => {
      void client.invalidateQueries({ queryKey: ["table", "uploads"] });
      void navigate(`/uploads/${found.id}`);
    },
  });
  return (
    <div className="file-box">
      <Dropping.Dragger
        accept=".xlsx,.xls,.csv"
        multiple={false}
        maxCount={1}
        showUploadList={false}
        disabled={send.isPending}
        beforeUpload={(file) => {
          send.mutate(file);
          return Dropping.LIST_IGNORE;
        }}
      >
        {send.isPending ? (
          <p role="status"><Spin size="small" /> {tr(`正在读取和核对“${send.variables.name}”，行数多时需要半分钟……`, `Reading and checking “${send.variables.name}”; many rows take half a minute …`)}</p>
        ) : (
          <>
            <p className="file-box-icon" aria-hidden="true"><InboxOutlined /></p>
            <p className="file-box-what">{tr(`把填好的“${sheetTitle}”文件拖到这里，或点击选择`, `Drop the file with ${sheetTitle.toLowerCase()} here, or click to choose it`)}</p>
            <p className="quiet">{tr("接受 .xlsx、.xls、.csv，不超过 20 MB。先核对并显示结果，不会直接改动档案。", "Takes .xlsx, .xls and .csv up to 20 MB. It is checked and shown first; nothing is changed yet.")}</p>
          </>
        )}
      </Dropping.Dragger>
      {send.isError ? <ProblemView problem={problemOf(send.error)} /> : null}
    </div>
  );
}
