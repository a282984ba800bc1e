import { tr } from "@/lang";

import type { HelpText } from "./_texts";

const help: HelpText = {
  title: tr("批量导入怎么用", "How to import by Excel"),
  body: tr(
    <>
      <p>档案的每张表都可以用 Excel 成批登记和修改。提交之前，档案不会有任何改动。</p>
      <h3>步骤</h3>
      <ul>
        <li>选表，下载模板。带 * 的栏目必填，每个表头上有批注，能选的栏目有下拉列表；第 2 行是示例，导入时会跳过。</li>
        <li>已有的老表格也可以直接传：列的顺序不限，表头用习惯叫法（如“站号”“信用代码”）也认得，上面有标题行、合并单元格都不要紧，多余的列会列出来并跳过。</li>
        <li>上传后逐行显示新增、变更（改前 → 改后）、不变、有误。凡是读法与原文不同的单元格，都写明“读作”什么。</li>
        <li>有误时下载“错误标注文件”：还是原来那份，第一列写明错在哪里，错的单元格标红。改好再传，“错误”列不用删。</li>
        <li>没有错误后写明理由，提交。要么整份写入，要么一行不写；同一份文件再传一次，不会重复写入。</li>
      </ul>
      <h3>常见问题</h3>
      <ul>
        <li>信用代码变成 9.13E+17：先把单元格设为文本，再照执照重新填写。</li>
        <li>日期写 2025-09-01、2025.9.1、2025年9月1日都可以；1/9/2025 分不清月日，会要求改写。</li>
        <li>空着的选填栏目会清空原值；不打算改的栏目，把整列删掉再传。</li>
        <li>提交时若提示“档案有了变动”，说明别人刚改过：看一遍新的结果再提交。</li>
      </ul>
    </>,
    <>
      <p>Every table of the register can be filled and changed by Excel. Nothing is changed before you commit.</p>
      <h3>Steps</h3>
      <ul>
        <li>Choose the table and take its template. Columns with * are required, titles carry notes, choices have lists; row 2 is an example and is passed over.</li>
        <li>A table of your own does too: any order of columns, customary titles, a line above the header, merged cells. Other columns are named and passed over.</li>
        <li>Each row is shown as new, changed (before → after), unchanged or wrong. A cell that was not read as it stands says what it was read as.</li>
        <li>When rows are wrong, take the marked file: your own workbook with a first column of errors and red cells. Correct it and bring it again; the column may stay.</li>
        <li>Then say why and commit. All rows are written, or none; the same file again writes nothing.</li>
      </ul>
      <h3>Often asked</h3>
      <ul>
        <li>A credit code like 9.13E+17: format the cell as text and type it again from the licence.</li>
        <li>2025-09-01, 2025.9.1 and <span lang="zh-CN">2025年9月1日</span> are read; 1/9/2025 may be month or day first and is refused.</li>
        <li>An empty optional cell clears the old value; delete whole columns that should not change.</li>
        <li>“The register changed” means that somebody wrote meanwhile: look at the new preview and commit again.</li>
      </ul>
    </>,
  ),
};

export default help;
