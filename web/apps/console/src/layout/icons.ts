/** Icons of the menu: the server names them, the console knows their pictures. */
import {
  Bell,
  Calendar,
  ChatDotRound,
  Connection,
  DataAnalysis,
  Document,
  DocumentChecked,
  Files,
  Folder,
  House,
  Location,
  Medal,
  OfficeBuilding,
  Setting,
  Suitcase,
  Tickets,
  VideoCamera,
  Warning,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'

const ICONS: Readonly<Record<string, Component>> = {
  bell: Bell,
  calendar: Calendar,
  camera: VideoCamera,
  case: Suitcase,
  chart: DataAnalysis,
  check: DocumentChecked,
  complaint: ChatDotRound,
  credit: Medal,
  document: Document,
  entity: OfficeBuilding,
  exchange: Connection,
  files: Files,
  home: House,
  list: Tickets,
  map: Location,
  setting: Setting,
  warning: Warning,
}

/** The picture for a name; a folder for names nobody has drawn. */
export function iconFor(name: string | null | undefined): Component {
  return ICONS[name ?? ''] ?? Folder
}
