/**
 * The default preset with one thing changed. `source` says where a technique comes from.
 *
 * @typedef {{ name: string, source: string, config: object }} Variant
 * @type {readonly Variant[]}
 */
export const VARIANTS = [
  { name: 'default', source: '', config: {} },
  {
    name: 'no n-grams',
    source: 'Wide part: Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016',
    config: { model: { ngrams: 0 } },
  },
  {
    name: 'n-grams alone',
    source:
      'Fan et al., "LIBLINEAR", 2008; Joulin et al., "Bag of Tricks for Efficient Text Classification", 2017',
    config: { model: { encoder: 'linear' } },
  },
  ...['none', 'naive-bayes'].map((ngramPriors) => ({
    name: `n-grams with priors ${ngramPriors}`,
    source:
      'Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", 2012',
    config: { training: { ngramPriors } },
  })),
  ...['none', 'prefixes'].map((ngramSharing) => ({
    name: `n-grams that share ${ngramSharing === 'none' ? 'nothing' : ngramSharing}`,
    source:
      'Cavnar and Trenkle, "N-Gram-Based Text Categorization", 1994; Bojanowski et al., "Enriching Word Vectors with Subword Information", 2017',
    config: { training: { ngramSharing } },
  })),
  ...[2, 3].map((ngrams) => ({
    name: `n-grams of up to ${ngrams} tokens`,
    source:
      'Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", 2012',
    config: { model: { ngrams }, training: { ngramLength: 'fixed' } },
  })),
  {
    name: 'pooling max',
    source: 'Collobert et al., "Natural Language Processing (Almost) from Scratch", 2011',
    config: { model: { pooling: 'max' } },
  },
  {
    name: 'pooling mean',
    source: 'Iyyer et al., "Deep Unordered Composition Rivals Syntactic Methods", 2015',
    config: { model: { pooling: 'mean' } },
  },
  {
    name: 'pooling last',
    source: 'Sutskever, Vinyals and Le, "Sequence to Sequence Learning with Neural Networks", 2014',
    config: { model: { pooling: 'last' } },
  },
  {
    name: 'pooling max and mean',
    source: 'Howard and Ruder, "Universal Language Model Fine-tuning", 2018 (concatenation)',
    config: { model: { pooling: 'max-mean' } },
  },
  {
    name: 'four heads of attention',
    source: 'Lin et al., "A Structured Self-attentive Sentence Embedding", 2017',
    config: { model: { attentionHeads: 4 } },
  },
  {
    name: 'pooling max, mean and attention',
    source: 'Howard and Ruder, "Universal Language Model Fine-tuning", 2018 (concatenation)',
    config: { model: { pooling: 'max-mean-attention' } },
  },
  {
    name: 'embedding begins at random',
    source:
      'Mikolov et al., "Distributed Representations of Words and Phrases and their Compositionality", 2013',
    config: { training: { pretraining: 'none' } },
  },
  {
    name: 'no dropout',
    source:
      'Srivastava et al., "Dropout", 2014; Gal and Ghahramani, "A Theoretically Grounded Application of Dropout", 2016',
    config: { model: { dropout: { embedding: 0, pooled: 0 } } },
  },
  {
    name: 'no averaged weights',
    source: 'Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992',
    config: { training: { averageDecay: 0 } },
  },
  {
    name: 'label smoothing 0.1',
    source: 'Szegedy et al., "Rethinking the Inception Architecture", 2016',
    config: { training: { labelSmoothing: 0.1 } },
  },
  {
    name: 'two layers',
    source: 'Graves, Mohamed and Hinton, "Speech Recognition with Deep Recurrent Neural Networks", 2013',
    config: { model: { layers: 2, dropout: { layer: 0.3 } } },
  },
  {
    name: 'one direction',
    source: 'Schuster and Paliwal, "Bidirectional Recurrent Neural Networks", 1997',
    config: { model: { bidirectional: false } },
  },
]
