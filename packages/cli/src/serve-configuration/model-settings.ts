import { namedFolders, pins } from './model-kinds.ts'
import type { ServeSetting } from './serve-setting.ts'
import { integer, path, share, toggle, word } from './setting-kinds.ts'

const group = 'Models:'

/** What is served, and how new versions come. */
export const MODEL_SETTINGS = {
  folder: { kind: path, group, help: 'a bundle, or a folder of models; as the argument' },
  models: { kind: namedFolders, group, help: 'instead bundles by name' },
  variant: {
    kind: word,
    group,
    help: 'form of the exported models that answers, e.g. int8; model.onnx unless given',
  },
  unknownBelow: {
    kind: share,
    group,
    help: 'answer unknown where the most probable label has less; 0 answers every text; as the bundle says unless given',
  },
  versions: {
    kind: integer(1),
    group,
    help: 'highest versions of each model of a models folder that are served (1)',
    initial: 1,
  },
  pinned: { kind: pins, group, help: 'versions that stay whatever is higher' },
  signedBy: { kind: path, group, help: 'Ed25519 public key (PEM) that must have signed every bundle' },
  watchSeconds: {
    kind: integer(1, 86_400),
    group,
    flag: { name: 'watch' },
    help: 'look for new versions in the models folder this often, in seconds',
  },
  allowControl: {
    kind: toggle,
    group,
    help: 'let callers load and unload models; with --keys, admins alone',
    initial: false,
  },
  requireAgreement: {
    kind: share,
    group,
    help: 'of --agreement-texts, or of recent texts, that a new version must answer as the one before',
  },
  agreementTexts: {
    kind: path,
    group,
    help: 'texts for --require-agreement, one a line; recent ones unless given',
  },
  recentTexts: {
    kind: integer(1),
    group,
    help: 'texts of each model that are kept in memory for --require-agreement (1000)',
  },
} as const satisfies Readonly<Record<string, ServeSetting>>
