import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { inspectOnnxRuntime } from '@textgate/onnx-export'
import { inspectBackends } from '@textgate/tfjs-runtime'
import type { Output } from '../output.ts'
import { cliVersion } from '../versions.ts'

/** Shows what this machine has to train and serve with. */
export async function doctorCommand(_options: object, output: Output): Promise<void> {
  const machine = {
    textgate: cliVersion(),
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
  output.print(`textgate ${machine.textgate}, Node ${machine.node}, ${machine.platform}`)
  output.print(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`)
  const backends = await inspectBackends()
  for (const { backend, available, reason, version, gflops } of backends) {
    const speed = gflops === undefined ? '' : `, matrix product ${gflops.toFixed(1)} GFLOP/s`
    output.print(
      `${backend.padEnd(12)} ${available ? 'ready' : 'not usable'}${version ? ` ${version}` : ''}${speed}: ${reason}`,
    )
  }
  const onnx = await inspectOnnxRuntime()
  output.print(
    `onnxruntime  ${onnx.available ? `ready ${onnx.version}, matrix product ${onnx.gflops.toFixed(1)} GFLOP/s` : `not usable: ${onnx.reason}`}`,
  )
  output.emit({ ...machine, backends, onnxruntime: onnx })
}
