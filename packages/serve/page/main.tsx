import { render } from 'preact'
import { App } from './app.tsx'
import { apiKeys } from './client/api-keys.ts'
import { httpClient } from './client/http-client.ts'
import './style.css'

const address = new URL('.', document.baseURI).href
const keys = apiKeys(sessionStorage)

render(<App client={httpClient(address, keys)} keys={keys} />, document.getElementById('page') as HTMLElement)
