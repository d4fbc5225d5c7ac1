// Adds to package-lock.json the optional platform packages that the registry at hand does not carry, so that `npm ci`
// finds lockfile and manifests in agreement. Versions are pinned by their parents; os and cpu follow from the names.
import { readFileSync, writeFileSync } from 'node:fs'
const file = process.argv[2] ?? 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8'))
const cpus = { arm: /arm-|armv7/, arm64: /arm64|aarch64/, x64: /x64/, ia32: /ia32/, ppc64: /ppc64/, riscv64: /riscv64/, s390x: /s390x/, loong64: /loong64/, wasm32: /wasm32/, mips64el: /mips64el/ }
const oses = { win32: /win32/, darwin: /darwin/, linux: /linux/, android: /android/, freebsd: /freebsd/, openharmony: /openharmony/, netbsd: /netbsd/, openbsd: /openbsd/, sunos: /sunos/, aix: /aix/ }
const added = []
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const found = [`${path}/node_modules/${name}`, ...path.split('/node_modules/').map((_, i, parts) => [...parts.slice(0, i), 'node_modules/' + name].filter(Boolean).join('/node_modules/').replace('node_modules/node_modules/', 'node_modules/')), `node_modules/${name}`].some((at) => lock.packages[at])
    if (found) continue
    const os = Object.keys(oses).filter((key) => oses[key].test(name)); const cpu = Object.keys(cpus).filter((key) => cpus[key].test(name.replace(/^@[^/]+\//, '')))
    if (!/^\d/.test(version) || cpu.length !== 1) { console.error('left alone:', path, name, version, os, cpu); continue }
    const entry = { version, cpu, ...(parent.dev ? { dev: true } : {}), license: parent.license, optional: true, ...(os.length ? { os } : {}), ...(parent.engines && path ? { engines: parent.engines } : {}) }
    if (/musl/.test(name)) entry.libc = ['musl']
    else if (name.endsWith('-gnu')) entry.libc = ['glibc']
    lock.packages[`node_modules/${name}`] = entry
    added.push(`${name}@${version} ${os}/${cpu}`)
  }
}
const { '': root, ...rest } = lock.packages
lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))) }
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.join('\n'))
