import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `BUSBAR_URL` is the server that `npm run dev` talks to; the built console is served by the server itself. */
const { BUSBAR_URL = 'http://127.0.0.1:8080' } = process.env

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': BUSBAR_URL, '/health': BUSBAR_URL } },
})
