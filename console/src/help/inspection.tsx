import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("现场检查", "Inspect on site"),
  body: tr(
    <>
      <p>在有网络时先打开一次本页，检查表、管辖内的加油站和在位铅封就存到了手机里；之后没有网络也能打开、填写、拍照和签名，联网后自动送达，同一份记录只会收下一次。</p>
      <ul>
        <li>选择部门和加油站后开始；逐项检查，不符合的写明情况、拍照。照片在手机上缩小，带拍摄时间和位置。</li>
        <li>铅封按台账列出，逐个看是否完好；发现破损的送达后记入铅封台账，与台账对不上的转为线索。</li>
        <li>全部填写完才能签名；签名后再改动内容，签名作废须重签。现场负责人拒签的写明情况。</li>
        <li>平台没有收下的留在本机并写明原因，可修改后重签。换人使用前请退出登录。</li>
      </ul>
    </>,
    <>
      <p>Open this page once with a network: checklists, your stations and the seals that are on are then on the phone. It opens, takes photos and signatures without a network later, and sends by itself; a record is taken once.</p>
      <ul>
        <li>Choose department and station, answer each item; say what is not in order, with photos, made small here, with time and place.</li>
        <li>Look at each seal of the register: broken ones are entered there, what does not agree becomes a lead.</li>
        <li>Both sides sign when all is written; a change afterwards needs new signatures. A refusal to sign is written down.</li>
        <li>What the platform does not take stays here with the reason. Log out before somebody else uses the device.</li>
      </ul>
    </>,
  ),
};

export default help;
