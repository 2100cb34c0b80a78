import { expect, test } from 'vitest'
import { libraryPath } from './library-path.ts'

test.each([
  ['./lib/libtensorflow.so.2.18.0', 'lib/libtensorflow.so.2.18.0'],
  ['lib/libtensorflow_framework.2.dylib', 'lib/libtensorflow_framework.2.dylib'],
  ['tensorflow/libtensorflow_cc.so.2', 'lib/libtensorflow_cc.so.2'],
  ['./include/tensorflow/c/c_api.h', 'include/tensorflow/c/c_api.h'],
  ['tensorflow/include/tensorflow/c/eager/c_api.h', 'include/tensorflow/c/eager/c_api.h'],
  ['tensorflow/include/xla/tsl/c/tsl_status.h', 'include/xla/tsl/c/tsl_status.h'],
  ['tensorflow/include/tsl/platform/ctstring_internal.h', 'include/tsl/platform/ctstring_internal.h'],
  ['LICENSE', 'LICENSE'],
  ['tensorflow/include/external/ruy/LICENSE', undefined],
  ['tensorflow/include/xla/codegen/kernel_spec.h', undefined],
  ['tensorflow/python/_pywrap_tfe.so', undefined],
  ['lib/libtensorflow.so.2-2.params', undefined],
])('%s goes to %s', (entry, expected) => {
  expect(libraryPath(entry)).toBe(expected)
})
