import { MODEL_NAME } from './models-folder.mjs'

/**
 * Has a server offer the newest version that its folder has, on a connection of its own.
 *
 * @returns the status of the answer and its text; status 0 where the connection was cut
 */
export async function askToLoad(url) {
  try {
    const answer = await fetch(`${url}/v2/repository/models/${MODEL_NAME}/load`, {
      method: 'POST',
      headers: { connection: 'close' },
    })
    return { status: answer.status, text: await answer.text() }
  } catch (error) {
    return { status: 0, text: String(error.cause ?? error) }
  }
}
