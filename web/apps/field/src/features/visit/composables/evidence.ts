/** Keeping what the camera or the microphone gave: the original first, then the copy with its caption. */
import { keepCapture, keepDerivative, keepThumbnail, type CaptureKind, type CaptureRow } from '@zhijian/offline'
import { formatMoment } from '@zhijian/ui'

import { db, RUN } from '../../../device/database'
import { lastPosition } from '../../../device/place'
import { captionedCopy, thumbnailOf } from './pictures'

export interface Shot {
  draft: string
  kind: CaptureKind
  item: string
  /** Number of the item as printed; empty for the visit as a whole. */
  no: string
  place: string
  data: Blob
}

/** Keep a shot; resolves once the original is on the disk. Its thumbnail and the captioned copy follow by themselves. */
export async function keepShot(shot: Shot): Promise<CaptureRow> {
  const takenAt = new Date()
  const caption = [shot.no ? `第${shot.no}项` : '现场', shot.place, formatMoment(takenAt, 'second')].filter(Boolean).join(' · ')
  const row = await keepCapture(db, {
    draft: shot.draft, kind: shot.kind, item: shot.item, caption, data: shot.data, takenAt, uptimeMs: RUN.uptimeMs(), session: RUN.session,
    position: lastPosition(),
  })
  if (shot.kind === 'photo') void keepSmall(row, shot.data).then(() => keepCaptioned(row, shot.data, caption))
  return row
}

async function keepSmall(row: CaptureRow, data: Blob): Promise<void> {
  // A picture that cannot be drawn small is still evidence.
  await thumbnailOf(data).then((small) => keepThumbnail(db, row, small)).catch(() => undefined)
}

async function keepCaptioned(row: CaptureRow, data: Blob, caption: string): Promise<void> {
  // A capture may have been handed over or thrown away meanwhile; the original stands without the copy.
  await captionedCopy(data, caption).then((copy) => keepDerivative(db, row.uid, copy, `时间编号水印：${caption}`)).catch(() => undefined)
}

const ALLOWED = ['image/jpeg', 'image/png', 'image/webp', 'video/webm', 'video/mp4', 'audio/webm', 'audio/ogg', 'audio/mp4', 'application/pdf']

/** A file from the phone's own picker, copied at once because it may become unreadable. Raises RangeError for other types. */
export async function copyOfFile(file: File): Promise<{ data: Blob; kind: CaptureKind }> {
  if (!ALLOWED.includes(file.type)) throw new RangeError('不支持这种文件，请选择 JPEG、PNG 图片，MP4、WebM 视频或 PDF。')
  const data = new Blob([await file.arrayBuffer()], { type: file.type })
  const family = file.type.split('/')[0]
  return { data, kind: family === 'image' ? 'photo' : family === 'video' ? 'video' : family === 'audio' ? 'sound' : 'file' }
}
