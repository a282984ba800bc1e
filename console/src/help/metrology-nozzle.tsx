import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("实测误差", "Measured error"),
  body: tr(
    <>
      <p>一把枪逐夜的示值误差估计（实线）和95%区间（虚线），绿色为最大允许误差范围，菱形为历次检定的实测值；并说明较上次检定变动多少，以及近30天消费者按估计少得的升数和金额。</p>
      <p>估计需要若干夜的液位和加油记录；以现场检定为准。</p>
    </>,
    <>
      <p>The estimated error of a nozzle night by night with its 95 % interval (dashed); green is the permissible range, diamonds are verifications. Told are how far it moved since the last one, and the litres and yuan at stake in 30 days. The test on site decides.</p>
    </>,
  ),
};

export default help;
