import { count, percent } from '../numbers.ts'
import type { ReportWords } from './report-words.ts'

/** About the words that mattered, in Chinese. */
export const chineseExplained: ReportWords['words'] = {
  heading: '哪些词起了作用',
  explanation: (runs) =>
    `逐个去掉词元再问一次模型：概率降了多少，就是这个词元的贡献。超过 ${runs} 个词元的文本按相邻词元分成 ${runs} 段来试。这说明回答依赖什么，而不是为什么；两个词意思相同时，只去掉一个变化不大。`,
  speaksFor: '支持这个回答：实线',
  speaksAgainst: '反对：虚线',
  legend: '线越粗，在这条文本里的影响越大。',
  explained: '标记所针对的标签',
  falls: '去掉它，回答的概率下降：',
  rises: '去掉它，概率上升：',
  to: (probability) => `到 ${percent(probability)}`,
  without: (before, after) => `去掉后 ${percent(before)} → ${percent(after)}`,
  little: '没有哪一段能单独让概率变化超过千分之五。影响最大的是',
  showText: (length) => `带标记的文本（${count(length)} 个字符）`,
  skipped: (length) => `略去 ${count(length)} 个字符`,
  errorsHeading: '在最严重的错误里',
  rightHeading: '在随机抽取的正确回答里',
  attention: (heads, hasNgrams) =>
    `这个模型还用注意力池化：每条文本下面列出它看了哪里，即每个词元在注意力权重里所占的份额${heads === 1 ? '' : `（${heads} 个头的平均）`}。这只说明它看了哪里，并不证明它为什么这样回答：换一组权重也可能得到同样的回答（Jain 与 Wallace，2019）${hasNgrams ? '；编码器旁边的线性模型也不在其中' : ''}。对回答有多大作用，以去掉之后的变化为准。`,
  looked: '注意力最大的是',
  lookedLegend: '注意力：点线',
  showAttention: '带注意力标记的文本',
}
