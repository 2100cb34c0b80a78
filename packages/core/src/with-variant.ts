import type { ServableBundle } from './bundle.ts'
import { TextgateError } from './errors.ts'

/**
 * A bundle with one of its variants in place of its exported model.
 *
 * @param variant - name of the variant; the bundle stays as it is unless given
 * @throws VARIANT_NOT_FOUND naming those that there are
 */
export function withVariant(bundle: ServableBundle, variant: string | undefined): ServableBundle {
  if (variant === undefined) return bundle
  const { variants = {} } = bundle
  const model = Object.hasOwn(variants, variant) ? variants[variant] : undefined
  if (model) {
    const { externalData: _, ...rest } = bundle
    return { ...rest, ...model }
  }
  const names = Object.keys(variants)
  const there = names.length === 0 ? 'has none' : `has ${names.join(', ')}`
  throw new TextgateError(
    'VARIANT_NOT_FOUND',
    `the bundle has no variant ${variant} of the exported model; it ${there}, and \`textgate export BUNDLE\` adds one with --text or --quantize NAME`,
    { details: { variant, variants: names } },
  )
}
