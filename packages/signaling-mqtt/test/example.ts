import { createServer, type Server } from 'node:http'
import { createBroker } from '@earshot/signaling-mqtt/broker'

/** Signaling on the port of a web server of yours: who knows the password of a room may join it. */
export async function serve(passwords: ReadonlyMap<string, string>, port: number): Promise<Server> {
  const http = createServer()
  await createBroker(http, {
    authorize: ({ room, password }) => password !== null && password === passwords.get(room),
  })
  return http.listen(port)
}
