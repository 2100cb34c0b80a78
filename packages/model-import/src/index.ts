export type { ImportedNetwork } from './imported-network.ts'
export { importKeras } from './keras/import-keras.ts'
export type { ModuleNames, NetworkOptions } from './network-options.ts'
export { importTorch } from './torch/import-torch.ts'
