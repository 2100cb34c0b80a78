import { render } from 'preact'
import { App } from '../../../packages/serve/page/app.tsx'
import { browserClient } from './browser-client.ts'
import '../../../packages/serve/page/style.css'

const address = new URL('.', document.baseURI).href

render(<App client={browserClient(address)} />, document.getElementById('page') as HTMLElement)
