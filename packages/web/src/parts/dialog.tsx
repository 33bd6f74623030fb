import { Modal, type ModalProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../texts/text.ts'

interface DialogProps extends Pick<ModalProps, 'size' | 'closeOnClickOutside' | 'withCloseButton'> {
  readonly opened: boolean
  readonly title: ReactNode
  onClose(): void
  readonly children: ReactNode
}

export function Dialog(props: DialogProps) {
  return <Modal {...props} closeButtonProps={{ 'aria-label': t('close') }} />
}
