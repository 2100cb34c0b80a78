/** Inverse document frequencies: a weight that is counted and not trained, of models that weigh n-grams by them. */
export const IDF_WEIGHT = 'ngrams.idf'
