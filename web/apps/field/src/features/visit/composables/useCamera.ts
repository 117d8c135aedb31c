/** The camera inside the page: phones kill the browser while a camera app is open. */
import { onScopeDispose, shallowRef, type Ref } from 'vue'

import { jpegOf } from './pictures'

export const LONGEST_FILM_S = 30
const BURST = 3
const BURST_PAUSE_MS = 250

interface TorchConstraints extends MediaTrackConstraintSet {
  torch?: boolean
}

export function useCamera(view: Ref<HTMLVideoElement | null>) {
  const isReady = shallowRef(false)
  const refusal = shallowRef('')
  const hasTorch = shallowRef(false)
  const isTorchOn = shallowRef(false)
  const recordedS = shallowRef(0)
  const recordedBytes = shallowRef(0)
  const isRecording = shallowRef(false)
  let stream: MediaStream | null = null
  let recorder: MediaRecorder | null = null
  let isClosed = false

  /** Open camera and, for films and sound, microphone. */
  async function open(mode: 'photo' | 'video' | 'sound'): Promise<void> {
    close()
    isClosed = false
    refusal.value = ''
    if (!navigator.mediaDevices?.getUserMedia) {
      refusal.value = '这个浏览器不能在页面里拍照，请用下面的“从手机选择”。'
      return
    }
    const video = mode === 'sound' ? false : { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1440 } }
    try {
      const found = await navigator.mediaDevices.getUserMedia({ video, audio: mode !== 'photo' })
      if (isClosed) return found.getTracks().forEach((track) => track.stop())
      stream = found
      if (view.value && mode !== 'sound') {
        view.value.srcObject = found
        await view.value.play()
      }
      const capabilities = found.getVideoTracks()[0]?.getCapabilities?.() as { torch?: boolean } | undefined
      hasTorch.value = capabilities?.torch === true
      isReady.value = true
    } catch (error) {
      refusal.value = error instanceof DOMException && error.name === 'NotAllowedError' ? '没有得到相机或麦克风的权限，请在浏览器设置中允许，或用“从手机选择”。' : '相机打不开，请用“从手机选择”。'
    }
  }

  async function torch(on: boolean): Promise<void> {
    await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as TorchConstraints] })
    isTorchOn.value = on
  }

  /** One picture as the camera shows it. */
  function shoot(): Promise<Blob> {
    const video = view.value
    if (!video || video.videoWidth === 0) return Promise.reject(new Error('the camera shows nothing yet'))
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d')?.drawImage(video, 0, 0)
    return jpegOf(canvas, 0.9)
  }

  /** Three pictures in a row, each handed on as soon as it is there. */
  async function burst(keep: (data: Blob) => Promise<void>): Promise<void> {
    for (let count = 0; count < BURST; count += 1) {
      await keep(await shoot())
      await new Promise((resolve) => setTimeout(resolve, BURST_PAUSE_MS))
    }
  }

  /** Record until `stopRecording` or the longest time; gives the film or the sound. */
  function record(kind: 'video' | 'sound'): Promise<Blob> {
    const source = stream
    if (!source) return Promise.reject(new Error('the camera is not open'))
    const type = kind === 'video' ? 'video/webm' : 'audio/webm'
    const parts: Blob[] = []
    const running = new MediaRecorder(source, MediaRecorder.isTypeSupported(type) ? { mimeType: type } : {})
    recorder = running
    isRecording.value = true
    recordedS.value = 0
    recordedBytes.value = 0
    const timer = setInterval(() => {
      recordedS.value += 1
      if (kind === 'video' && recordedS.value >= LONGEST_FILM_S) stopRecording()
    }, 1000)
    return new Promise((resolve) => {
      running.addEventListener('dataavailable', ({ data }) => {
        parts.push(data)
        recordedBytes.value += data.size
      })
      running.addEventListener('stop', () => {
        clearInterval(timer)
        isRecording.value = false
        resolve(new Blob(parts, { type: (running.mimeType || type).split(';')[0] ?? type }))
      })
      running.start(1000)
    })
  }

  function stopRecording(): void {
    if (recorder?.state === 'recording') recorder.stop()
  }

  function close(): void {
    isClosed = true
    stopRecording()
    stream?.getTracks().forEach((track) => track.stop())
    stream = null
    isReady.value = false
    isTorchOn.value = false
  }
  onScopeDispose(close)

  return { isReady, refusal, hasTorch, isTorchOn, isRecording, recordedS, recordedBytes, open, torch, shoot, burst, record, stopRecording, close }
}
