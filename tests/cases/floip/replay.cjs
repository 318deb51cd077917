// Plays calls through the reference runner (npm: @floip/flow-runner) and says what it showed.
//
// node replay.cjs FOLDER-OF-node_modules < {container, flow, language, contact, calls: [[keys]]} > [[texts]]

const {createRequire} = require('node:module')
const {readFileSync} = require('node:fs')
const {resolve} = require('node:path')
const runner = createRequire(resolve(process.argv[2], 'here'))('@floip/flow-runner')

console.info = () => undefined

async function played({container, flow, language, contact}, keys) {
  const caller = new runner.Contact()
  caller.id = 'caller'
  Object.entries(contact).forEach(([name, value]) => caller.setProperty(name, value))
  const flows = container.flows.filter(({name}) => name === flow)
  const context = await runner.createContextDataObjectFor(
    caller, [], 'nobody', 'nobody', flows, language, runner.SupportedMode.USSD, container.resources
  )
  const play = new runner.FlowRunner(context)
  const shown = []
  let cursor = await play.run()
  const look = () => shown.push(new runner.ResourceResolver(context).resolve(cursor.prompt.config.prompt).getText())
  look()
  for (const key of keys) {
    cursor.prompt.value = key
    cursor = await play.run()
    if (cursor == null) break
    look()
  }
  return shown
}

async function main() {
  const asked = JSON.parse(readFileSync(0, 'utf8'))
  const told = []
  for (const keys of asked.calls) told.push(await played(asked, keys))
  process.stdout.write(JSON.stringify(told))
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
