import { useContext } from 'preact/hooks'
import { LanguageContext } from './language.ts'

/** How numbers are written in the language of the page. */
export interface Numbers {
  /** `1,234`. */
  count(value: number): string
  /** `97.3%` of 0.973; what is not quite none or all does not look so. */
  percent(share: number): string
  /** `+12.3` of 0.123: percentage points. */
  points(difference: number): string
  /** `3.2` of 3210 milliseconds; whole ones from ten seconds on. */
  seconds(ms: number): string
  /** With three significant digits, small ones as `2.1E-7`. */
  figure(value: number): string
}

export function useNumbers(): Numbers {
  return numbersIn(useContext(LanguageContext))
}

function numbersIn(language: string): Numbers {
  const format = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options)
  const percent = format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return {
    count: (value) => format({}).format(value),
    percent: (share) => {
      if (share > 0 && share < 0.0005) return `<${percent.format(0.001)}`
      if (share < 1 && share >= 0.9995) return `>${percent.format(0.999)}`
      return percent.format(share)
    },
    seconds: (ms) => {
      if (ms < 50) return `<${format({}).format(0.1)}`
      const digits = ms < 10_000 ? 1 : 0
      return format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(ms / 1000)
    },
    points: (difference) =>
      format({ signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
        difference * 100,
      ),
    figure: (value) =>
      value !== 0 && Math.abs(value) < 0.001
        ? value.toExponential(1)
        : format({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).format(value),
  }
}
