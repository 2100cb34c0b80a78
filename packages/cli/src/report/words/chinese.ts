import { count, percent } from '../numbers.ts'
import { chineseExplained } from './chinese-explained.ts'
import { chineseSubject, PARTS } from './chinese-subject.ts'
import type { ReportWords } from './report-words.ts'

/** The page's own words in Chinese. */
export const chinese: ReportWords = {
  code: 'zh-Hans',
  title: (bundle) => `${bundle} 的评估报告`,
  contents: '目录',
  comma: '，',
  semicolon: '；',
  betweenSentences: '',
  missed: '真实标签',
  wrong: '回答',
  right: '回答',
  label: '标签',
  rows: '行数',
  row: (row) => `第 ${count(row)} 行`,
  accuracy: '准确率',
  loss: '损失（nat）',
  asTable: '用表格看同样的数字',
  wholeText: (length) => `全文（${count(length)} 个字符）`,
  cutText: (shown, length) => `共 ${count(length)} 个字符，这里是前 ${count(shown)} 个，其余见数据文件`,
  shownOf: (shown, all) => (shown < all ? `共 ${count(all)}，这里是前 ${count(shown)}` : count(all)),
  none: '没有。',
  subject: chineseSubject,
  figures: {
    heading: '总体指标',
    microF1: '微平均 F1',
    macroF1: '宏平均 F1',
    wrongDecisions: '判断错误的比例（汉明损失）',
    calibrationError: '期望校准误差',
    meanAbsoluteError: '与真实标签的平均距离（按顺序的位次）',
    quadraticKappa: '二次加权 kappa',
    answered: (from, coverage, precision) =>
      `最大概率低于 ${percent(from)} 的文本回答“未知”：${percent(coverage)} 的行有回答，其中 ${percent(precision)} 是对的。本页其余内容都按全部行计算，如同全都回答了一样。`,
    explanation: (resamples, seed) =>
      `括号里是自助法（bootstrap）的 95 % 区间：对各行重抽样 ${count(resamples)} 次，种子 ${seed}。若有无穷多同样来源的数据，指标的真值多半落在其中。每行只有一个标签，所以微平均 F1 就是准确率。`,
    ofTraining: (part, { accuracy, macroF1, rows }) =>
      `制作模型包时，${PARTS[part] ?? part}（${count(rows)} 行）的准确率是 ${percent(accuracy)}，宏平均 F1 是 ${percent(macroF1)}。`,
  },
  perLabel: {
    heading: '逐个标签',
    caption: '每个标签的指标，F1 最低的在前；括号里是 Wilson 95 % 区间',
    precision: '精确率',
    recall: '召回率',
    averagePrecision: '平均精确率',
    threshold: '阈值',
    explanation:
      '精确率：答成这个标签的行里，有多少真是它。召回率：真是这个标签的行里，有多少答对了。平均精确率：精确率—召回率曲线下的面积。',
  },
  confusion: {
    heading: '哪些标签容易混淆',
    caption: '按真实标签（行）和回答（列）统计的行数。带框的是答对的；颜色越深，占该真实标签的比例越大。',
    mapDescription: (labels) => `${count(labels)} 个标签的混淆矩阵；下面的表列出最大的混淆`,
    mapCaption: (shown, all) =>
      `按真实标签（行）和回答（列，用编号）统计的行数。蓝色在对角线上，是答对的；橙色是答错的。容易混淆的标签排在一起。${shown < all ? `共 ${count(all)} 个标签，这里是错误最多的 ${count(shown)} 个。` : ''}`,
    list: '最大的混淆',
    listCaption: (shown) => `真实标签与回答的组合，按行数排列：${shown}`,
    share: '占该标签',
    examples: '例子',
    kinds: (all, { missedOnly, wrongOnly, both }) =>
      `有错误的 ${count(all)} 行里，${count(missedOnly)} 行只漏了标签，${count(wrongOnly)} 行只多给了标签，${count(both)} 行两者都有。`,
  },
  curves: {
    overall: '全部判断',
    heading: '精确率与召回率',
    precision: '精确率',
    recall: '召回率',
    description: '若干标签的精确率—召回率曲线；所有标签的平均精确率见上表',
    explanation:
      '线上每一点是一个阈值：概率不低于它的行就算作这个标签。越靠右上，越能找全这个标签而少有误报。',
    chosen: (shown, all) =>
      shown < all
        ? `共 ${count(all)} 个标签，这里是平均精确率最低和最高的 ${count(shown)} 个，或用 --report-label 选定的。`
        : '',
    averagePrecision: (precision) => `平均精确率 ${percent(precision)}`,
  },
  calibration: {
    heading: '概率可信吗',
    description: '各概率段的准确率；下面的表有数字',
    rowsDescription: '各概率段的行数',
    confidence: '回答的概率',
    accuracy: '准确率',
    rows: '行数',
    meanConfidence: '平均概率',
    range: '概率',
    explanation: (error) =>
      `柱：这个概率的回答有多少是对的。横线：它们的平均概率。柱顶低于横线，说明模型过于自信。期望校准误差是两者差距按行数加权的平均：${percent(error)}。`,
    temperature: (temperature) =>
      `训练之后，所有得分都除以了 ${temperature.toFixed(2)}，这个数是在开发集上选定的。`,
    tableCaption: '按回答的概率统计的准确率',
  },
  learning: {
    heading: '训练过程',
    absent: '这个模型包没有记录训练过程：它由较早的版本生成。',
    epoch: '轮',
    training: '训练集',
    dev: '开发集',
    best: '最好',
    lossDescription: '每轮训练集和开发集的损失；下面的表有数字',
    devDescription: '每轮开发集的准确率和宏平均 F1；下面的表有数字',
    explanation:
      '训练损失是在一轮当中、带随机失活（dropout）时测得的，所以可能高于开发集的损失。训练损失下降而开发集损失上升，说明模型在死记硬背。编码器旁边有 n 元组时，这里是编码器单独的指标：n 元组在第一轮之前就训练好了。',
    tableCaption: '每一轮的指标',
  },
  lengths: {
    heading: '短文本与长文本',
    caption: (from) =>
      `按模型读到的词元数分组，各组行数相近；图从 ${percent(from)} 到 100 %，附 Wilson 95 % 区间`,
    tokens: '词元数',
    score: '准确率',
    range: (shortest, longest) =>
      shortest === longest ? count(shortest) : `${count(shortest)} 到 ${count(longest)}`,
    interval: '95 % 区间',
    bar: '图示',
    cut: (rows, maxLength) =>
      `有 ${count(rows)} 行达到 ${count(maxLength)} 个词元，即模型最多读的长度（tokenizer.maxLength）；更长的文本被截断了。`,
  },
  errors: {
    heading: '最严重的错误',
    explanation: (shown) => `损失最大的错误回答，也就是真实标签概率最低的：${shown}。`,
    probability: (probability) => `概率 ${percent(probability)}`,
  },
  mistakes: {
    heading: '可能标错的行',
    explanation: (shown) =>
      `模型给了另一个标签很高的概率，即使与那个标签自己的行相比也算高（置信学习）：${shown}。这是一份供人阅读的清单，不是判决：其中既有标注的错误，也有模型自信的错误；两者犯同样错误的行则不在其中。模型没有训练过的行才适用。`,
    denied: '标签',
    asserted: '模型认为是',
  },
  words: chineseExplained,
  methods: {
    heading: '计算方法',
    seed: (seed) =>
      `一切随机都用种子 ${seed}：同样的评估得到同样的页面。行号从 1 起，按文件里的顺序，不算跳过的行。`,
  },
}
