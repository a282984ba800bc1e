import { Button, Modal } from "antd";
import { useCallback, useRef, useState, type PointerEvent } from "react";

import { tr } from "@/lang";

interface Props {
  title: string;
  onSigned: (picture: Blob) => void;
  onClose: () => void;
}

const INK = "#000000";

/** A field to sign in with a finger, a pen or the mouse. */
export function SignaturePad({ title, onSigned, onClose }: Props) {
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const [drawn, draw] = useState(false);
  // the dialog makes its content later than itself
  const lay = useCallback((paper: HTMLCanvasElement | null) => {
    canvas.current = paper;
    clear(paper);
  }, []);
  const start = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const [pen, at] = [event.currentTarget.getContext("2d"), spot(event)];
    pen?.beginPath();
    pen?.moveTo(...at);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const pen = event.currentTarget.getContext("2d");
    pen?.lineTo(...spot(event));
    pen?.stroke();
    draw(true);
  };
  const again = () => {
    clear(canvas.current);
    draw(false);
  };
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      footer={[
        <Button key="again" onClick={again}>{tr("重签", "Again")}</Button>,
        <Button key="done" type="primary" disabled={!drawn} onClick={() => canvas.current?.toBlob((picture) => picture && onSigned(picture), "image/png")}>{tr("确认签名", "Sign")}</Button>,
      ]}
    >
      <p className="quiet">{tr("请在框内手写签名。", "Please sign within the frame.")}</p>
      <canvas ref={lay} className="signature-pad" width={640} height={280} role="img" aria-label={tr("签名框", "Signature field")} onPointerDown={start} onPointerMove={move} />
    </Modal>
  );
}

/** Where a finger is, in the picture's own pixels. */
function spot({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): [number, number] {
  const box = currentTarget.getBoundingClientRect();
  return [((clientX - box.left) * currentTarget.width) / box.width, ((clientY - box.top) * currentTarget.height) / box.height];
}

/** White paper and a black pen, whatever the page's colours are. */
function clear(canvas: HTMLCanvasElement | null): void {
  const pen = canvas?.getContext("2d");
  if (!canvas || !pen) return;
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { strokeStyle: INK, lineWidth: 4, lineCap: "round", lineJoin: "round" });
}
