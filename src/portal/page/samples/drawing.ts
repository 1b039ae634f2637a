type Row = readonly [label: string, value: string]

const ink = '#1d2733'
const quiet = '#5b6775'
const sans = "system-ui, 'Segoe UI', 'Noto Sans', sans-serif"

/** Draws into a canvas of the size that `width` and `height` say. Everything in it is made up. */
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly draw: (pen: CanvasRenderingContext2D) => void
}

/** The front of a card, with a portrait. */
export function card(title: string, ground: string, rows: readonly Row[]): Drawing {
  return {
    width: 1200,
    height: 760,
    draw(pen) {
      fill(pen, ground, 0, 0, 1200, 760)
      waves(pen)
      fill(pen, ink, 0, 0, 1200, 120)
      write(pen, title, 48, 78, 44, '#ffffff', 700)
      fill(pen, '#ffffffb3', 48, 168, 330, 430)
      portrait(pen)
      for (const [index, [label, value]] of rows.entries()) {
        write(pen, label, 430, 196 + index * 92, 24, quiet)
        write(pen, value, 430, 236 + index * 92, 38, ink, 600)
      }
      stamp(pen, 1200, 760)
    },
  }
}

/** The back of a card: classes and a code. */
export function back(title: string, ground: string): Drawing {
  return {
    width: 1200,
    height: 760,
    draw(pen) {
      fill(pen, ground, 0, 0, 1200, 760)
      waves(pen)
      fill(pen, ink, 0, 60, 1200, 110)
      for (const [index, category] of ['AM', 'A', 'B', 'BE', 'C'].entries()) {
        write(pen, category, 60, 262 + index * 74, 36, ink, 700)
        write(pen, index === 2 ? '04.05.2019   04.05.2034' : '–', 190, 262 + index * 74, 34, ink)
      }
      for (let column = 0; column < 12; column += 1)
        for (let row = 0; row < 12; row += 1)
          if ((column * 7 + row * 13 + column * row) % 3 !== 0)
            fill(pen, ink, 840 + column * 24, 240 + row * 24, 24, 24)
      write(pen, title, 60, 700, 28, quiet)
      stamp(pen, 1200, 760)
    },
  }
}

/** A sheet of paper with amounts, from a company. */
export function sheet(company: string, title: string, rows: readonly Row[]): Drawing {
  return {
    width: 1000,
    height: 1414,
    draw(pen) {
      fill(pen, '#ffffff', 0, 0, 1000, 1414)
      fill(pen, '#165442', 70, 80, 64, 64)
      write(pen, company, 156, 128, 44, ink, 700)
      for (const [index, line] of ['Amara Lindqvist', '12 Willow Lane', 'Quillhaven QH1 2AB'].entries())
        write(pen, line, 70, 268 + index * 42, 30, ink)
      write(pen, title, 70, 490, 46, ink, 700)
      for (const [index, [label, value]] of rows.entries()) {
        const y = 590 + index * 78
        write(
          pen,
          label,
          70,
          y,
          32,
          index === rows.length - 1 ? ink : quiet,
          index === rows.length - 1 ? 700 : 400,
        )
        pen.textAlign = 'end'
        write(pen, value, 930, y, 32, ink, index === rows.length - 1 ? 700 : 400)
        pen.textAlign = 'start'
        fill(pen, '#d9dee5', 70, y + 24, 860, 2)
      }
      stamp(pen, 1000, 1414)
    },
  }
}

/** The same drawing as an unsteady hand photographs it. */
export function blurred({ width, height, draw }: Drawing): Drawing {
  return {
    width,
    height,
    draw(pen) {
      draw(pen)
      const small = document.createElement('canvas')
      small.width = width / 16
      small.height = height / 16
      small.getContext('2d')?.drawImage(pen.canvas, 0, 0, small.width, small.height)
      pen.drawImage(small, 0, 0, width, height)
    },
  }
}

function fill(pen: CanvasRenderingContext2D, colour: string, ...box: [number, number, number, number]) {
  pen.fillStyle = colour
  pen.fillRect(...box)
}

function write(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  size: number,
  colour: string,
  weight = 400,
) {
  pen.font = `${weight} ${size}px ${sans}`
  pen.fillStyle = colour
  pen.fillText(text, x, y)
}

/** Fine lines, as such cards have them. */
function waves(pen: CanvasRenderingContext2D) {
  pen.strokeStyle = '#1d273326'
  pen.lineWidth = 2
  for (let line = 0; line < 22; line += 1) {
    pen.beginPath()
    for (let x = 0; x <= 1200; x += 20) pen.lineTo(x, 120 + line * 30 + Math.sin(x / 90 + line / 2) * 16)
    pen.stroke()
  }
}

function portrait(pen: CanvasRenderingContext2D) {
  pen.fillStyle = '#6f7c8a'
  pen.beginPath()
  pen.arc(213, 330, 86, 0, Math.PI * 2)
  pen.fill()
  pen.beginPath()
  pen.ellipse(213, 598, 150, 160, 0, Math.PI, 0)
  pen.fill()
}

/** Nobody can take it for a real paper. */
function stamp(pen: CanvasRenderingContext2D, width: number, height: number) {
  pen.save()
  pen.translate(width / 2, height / 2)
  pen.rotate(-Math.PI / 7)
  pen.textAlign = 'center'
  write(pen, 'SPECIMEN', 0, width / 20, width * 0.155, '#c0203a59', 800)
  pen.restore()
}
