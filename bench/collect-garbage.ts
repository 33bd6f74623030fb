/** Loaded into a CSMS whose memory is measured: SIGUSR2 collects whatever can be collected. */
process.on('SIGUSR2', () => {
  for (let pass = 0; pass < 5; pass += 1) globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
})
