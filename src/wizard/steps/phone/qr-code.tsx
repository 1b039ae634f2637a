import { generate } from 'lean-qr/nano'

/** The light margin that readers need, in modules (ISO/IEC 18004, 6.3.8). */
const margin = 4

/** Dark on light in every look, because many readers know no other. Its shape is one path, so no markup is parsed. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const code = generate(text)
  const { size } = code
  const all = Array.from({ length: size }, (_, index) => index)
  const shape = all.flatMap((y) => all.map((x) => (code.get(x, y) ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  const side = size + 2 * margin
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`${-margin} ${-margin} ${side} ${side}`}>
      <rect x={-margin} y={-margin} width={side} height={side} fill="#fff" />
      <path d={shape} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
