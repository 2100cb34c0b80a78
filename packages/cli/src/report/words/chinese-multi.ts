import { count, percent } from '../numbers.ts'
import { chinese } from './chinese.ts'
import { PARTS } from './chinese-subject.ts'
import type { ReportWords } from './report-words.ts'

/** The words of a page about any number of labels a text, in Chinese. */
export const chineseMulti: ReportWords = {
  ...chinese,
  missed: '漏了',
  wrong: '多给',
  right: '答对',
  accuracy: '完全正确',
  figures: {
    ...chinese.figures,
    explanation: (resamples, seed) =>
      `每行对每个标签各判断一次。微平均 F1 把全部判断放在一起算；宏平均 F1 是各标签 F1 的平均。一行的标签不多不少，才算完全正确。括号里是自助法（bootstrap）的 95 % 区间：对各行重抽样 ${count(resamples)} 次，种子 ${seed}。若有无穷多同样来源的数据，指标的真值多半落在其中。`,
    ofTraining: (part, { microF1, macroF1, rows }) =>
      `制作模型包时，${PARTS[part] ?? part}（${count(rows)} 行）的微平均 F1 是 ${percent(microF1)}，宏平均 F1 是 ${percent(macroF1)}。`,
  },
  perLabel: {
    ...chinese.perLabel,
    explanation:
      '概率不低于阈值的行就给这个标签；阈值是在开发集上选定的（没有开发集时是 50 %）。精确率：给了这个标签的行里，有多少真有它。召回率：真有这个标签的行里，有多少给了它。平均精确率：精确率—召回率曲线下的面积，与阈值无关。',
  },
  confusion: {
    ...chinese.confusion,
    heading: '该给这个，却给了那个',
    kinds: (all, kinds) =>
      `${chinese.confusion.kinds(all, kinds)}标签之间并不互斥，所以没有混淆矩阵；下面的组合来自两者都有的行。`,
    list: '最常见的组合',
    listCaption: (shown) =>
      `同一行里漏掉的标签与多给的标签，按行数排列：${shown}。一行里漏掉和多给的都不止一个时，每个组合各算一次。`,
    share: '占漏掉的标签',
  },
  curves: {
    ...chinese.curves,
    description: '全部判断合在一起以及若干标签的精确率—召回率曲线；所有标签的平均精确率见上表',
  },
  calibration: {
    ...chinese.calibration,
    description: '各概率段里真有该标签的比例；下面的表有数字',
    rowsDescription: '各概率段的判断数',
    confidence: '标签的概率',
    accuracy: '真有该标签',
    rows: '判断数',
    explanation: (error) =>
      `统计每一行、每一个标签，不论是否给出。柱：概率在这一段的标签，有多少行真有它。横线：它们的平均概率。柱顶低于横线，说明模型过于自信。期望校准误差是两者差距按判断数加权的平均：${percent(error)}。明显没有的标签越多，误差就越小，所以请看柱子。`,
    tableCaption: '按标签的概率统计真有该标签的比例',
  },
  lengths: {
    ...chinese.lengths,
    caption: (from) =>
      `按模型读到的词元数分组，各组行数相近；图从 ${percent(from)} 到 100 %，附 Wilson 与 Lam 的 95 % 区间`,
    score: '微平均 F1',
  },
  learning: {
    ...chinese.learning,
    devDescription: '每轮开发集的微平均 F1、宏平均 F1 和完全正确的比例；下面的表有数字',
  },
  errors: {
    ...chinese.errors,
    explanation: (shown) => `漏了标签或多给了标签的行里，损失（各标签之和）最大的：${shown}。`,
  },
  mistakes: {
    ...chinese.mistakes,
    explanation: (shown) =>
      `某个标签，行里有而模型否认，或行里没有而模型肯定，并且把握很大，即使与这个标签别的行相比也算大（置信学习，逐个标签判断）：${shown}。这是一份供人阅读的清单，不是判决：其中既有标注的错误，也有模型自信的错误；两者犯同样错误的行则不在其中。模型没有训练过的行才适用。`,
    denied: '行里有，模型否认',
    asserted: '行里没有，模型认为有',
  },
  words: {
    ...chinese.words,
    explanation: (runs) => `针对每条文本概率最大的标签。${chinese.words.explanation(runs)}`,
    speaksFor: '支持这个标签：实线',
    falls: '去掉它，这个标签的概率下降：',
  },
}
