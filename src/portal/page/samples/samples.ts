import { back, blurred, card, type Drawing, sheet } from './drawing.ts'

export interface Sample {
  readonly title: string
  readonly fileName: string
  readonly type: 'image/jpeg' | 'image/png'
  readonly drawing: Drawing
}

const licence = card('DRIVING LICENCE', '#cfe3dc', [
  ['1. Name', 'Lindqvist'],
  ['2. First name', 'Amara'],
  ['3. Date of birth', '17.03.1991'],
  ['4b. Valid until', '04.05.2034'],
  ['5. Number', 'QH 000 000 000'],
])

/** Papers to try the upload with. They are drawn here, and nobody's. */
export const samples: readonly Sample[] = [
  { title: 'Licence', fileName: 'specimen-licence-front.jpg', type: 'image/jpeg', drawing: licence },
  {
    title: 'Its back',
    fileName: 'specimen-licence-back.jpg',
    type: 'image/jpeg',
    drawing: back('Quillhaven Province · Licence QH 000 000 000', '#cfe3dc'),
  },
  {
    title: 'Blurred',
    fileName: 'specimen-licence-blurred.jpg',
    type: 'image/jpeg',
    drawing: blurred(licence),
  },
  {
    title: 'Utility bill',
    fileName: 'specimen-utility-bill.png',
    type: 'image/png',
    drawing: sheet('Willow Electric', 'Electricity, second quarter', [
      ['Meter 000 000, 1 April', '18,204 kWh'],
      ['Meter 000 000, 30 June', '18,691 kWh'],
      ['487 kWh at 0.21', '102.27'],
      ['Standing charge', '24.00'],
      ['To pay by 31 July', '126.27'],
    ]),
  },
  {
    title: 'Pay stub',
    fileName: 'specimen-pay-stub.png',
    type: 'image/png',
    drawing: sheet('Harbour & Sons', 'Pay stub, June', [
      ['Salary', '3,150.00'],
      ['Income tax', '−486.00'],
      ['Pension', '−126.00'],
      ['Paid out', '2,538.00'],
    ]),
  },
]
