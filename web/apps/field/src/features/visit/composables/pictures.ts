/** Pictures made from pictures: thumbnails, copies with a caption or a drawing. The original bytes are never touched. */

const THUMBNAIL_PX = 240
const COPY_PX = 1600
const QUALITY = 0.85

/** A small JPEG for lists. */
export async function thumbnailOf(source: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(source)
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(bitmap.width, bitmap.height))
  const canvas = canvasOf(bitmap.width * scale, bitmap.height * scale)
  contextOf(canvas).drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return jpegOf(canvas)
}

/** A copy with a dark line of text burnt into its lower edge. */
export async function captionedCopy(source: Blob, caption: string): Promise<Blob> {
  const canvas = await scaledCopy(source)
  const context = contextOf(canvas)
  const size = Math.max(16, Math.round(canvas.width / 38))
  context.fillStyle = 'rgb(0 0 0 / 62%)'
  context.fillRect(0, canvas.height - size * 2, canvas.width, size * 2)
  context.fillStyle = '#fff'
  context.font = `${size}px "PingFang SC","Noto Sans CJK SC",sans-serif`
  context.textBaseline = 'middle'
  context.fillText(caption, size * 0.6, canvas.height - size, canvas.width - size * 1.2)
  return jpegOf(canvas)
}

/** A line drawn on a picture, as x, y pairs in thousandths of its width. */
export type Line = number[]

/** A copy with lines drawn on it. */
export async function drawnCopy(source: Blob, lines: readonly Line[]): Promise<Blob> {
  const canvas = await scaledCopy(source)
  drawLines(contextOf(canvas), lines, canvas.width, Math.max(4, canvas.width / 180))
  return jpegOf(canvas)
}

export function drawLines(context: CanvasRenderingContext2D, lines: readonly Line[], width: number, thickness: number, colour = '#e11d1d'): void {
  context.lineWidth = thickness
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = colour
  for (const line of lines) {
    context.beginPath()
    for (let place = 0; place < line.length; place += 2) {
      const [x, y] = [((line[place] ?? 0) * width) / 1000, ((line[place + 1] ?? 0) * width) / 1000]
      if (place === 0) context.moveTo(x, y)
      context.lineTo(x, y)
    }
    context.stroke()
  }
}

async function scaledCopy(source: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(source)
  const scale = Math.min(1, COPY_PX / Math.max(bitmap.width, bitmap.height))
  const canvas = canvasOf(bitmap.width * scale, bitmap.height * scale)
  contextOf(canvas).drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width))
  canvas.height = Math.max(1, Math.round(height))
  return canvas
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser cannot draw')
  return context
}

export function jpegOf(canvas: HTMLCanvasElement, quality = QUALITY): Promise<Blob> {
  return encoded(canvas, 'image/jpeg', quality)
}

export const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> => encoded(canvas, 'image/png')

function encoded(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be encoded'))), type, quality)
  })
}
