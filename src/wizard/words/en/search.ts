import { type DocumentType } from '../../../contract/document/document.ts'

/** What the search knows beside the names that are shown. Names stand apart by commas. */
export const enSearch = {
  alsoCalled: {
    passport: 'travel document, passport book, passport card, identity, photo ID',
    license:
      'driver license, driver’s license, driver licence, drivers licence, driving licence, driving permit, learner’s permit, DMV, CDL, identity, photo ID',
    identification_card:
      'state ID, identity card, national ID, ID card, non-driver ID, real ID, photo ID, voter card, military ID, consular ID, citizen card',
    residence_permit:
      'permanent resident card, PR card, green card, residence card, residency, visa, work permit, employment authorization, EAD, study permit, I-551, I-766, refugee, immigration, identity',
    canada_provincial_id:
      'Ontario photo card, BC services card, BCID, Alberta ID, province, territory, services card, identity, photo ID',
    indigenous_card:
      'Certificate of Indian Status, SCIS, status card, tribal ID, tribal card, First Nations, Native, Inuit, Métis, identity, photo ID',
    utility:
      'electricity, electric bill, power bill, hydro, gas bill, water bill, sewer, heating, phone bill, cell phone, mobile, telephone, internet, cable, invoice, proof of address, proof of residence, ConEd',
    paystub:
      'paystub, payslip, paycheck, pay check, paycheque, pay cheque, pay statement, wage slip, salary slip, payroll, earnings statement, proof of income, wages',
    bank_statement:
      'account statement, checking account, chequing, savings account, credit card statement, brokerage statement, transactions, proof of address, proof of income, void cheque, voided check',
    w2: 'W2, W-2, form W-2, wages, employer, tax form, income',
    '1099':
      'form 1099, 1099-NEC, 1099-MISC, 1099-INT, 1099-DIV, 1099-K, 1099-G, 1099-R, 1099-B, 1099-S, SSA-1099, contractor, freelance, self-employed, gig, unemployment, dividends, interest, pension, tax form, income',
    '1120':
      'form 1120, 1120-S, C corporation, C corp, S corp, corporation, company, income tax return, tax form',
    '1065': 'form 1065, K-1, schedule K-1, partnership, LLC, partner, income tax return, tax form',
    t1: 'T1 General, NOA, notice of assessment, tax assessment, CRA, income tax return, tax form',
    t4: 'T4A, T4E, T4 slip, statement of remuneration, employment income, CRA, wages, tax form, income',
    contract:
      'agreement, lease, rent, rental, tenancy, tenant, landlord, articles of incorporation, articles of organization, certificate of formation, incorporation, operating agreement, bylaws, partnership agreement, shareholder, deed, mortgage, loan, employment contract, job offer',
    internal: 'memo, form, board resolution, minutes, org chart, policy, company document',
    other:
      'invoice, receipt, letter, business licence, business license, business registration, EIN letter, tax ID, good standing, insurance, property tax, 1040, 1098, T2, T5, proof',
  } satisfies Record<DocumentType, string>,

  notTaken: {
    birthCertificate: 'birth certificate, birth record, certificate of birth',
    marriageCertificate:
      'marriage certificate, marriage licence, marriage license, divorce, death certificate',
    healthCard:
      'health card, health insurance card, OHIP, MSP card, medical card, medicare, medicaid, vaccination, vaccine',
    socialNumber:
      'SIN, SIN card, social insurance number, SSN, SSN card, social security card, social security number',
    studentCard: 'student card, student ID, school ID, university card, college ID',
    membershipCard: 'library card, membership card, gym card, employee card, employee ID, work ID, badge',
    selfie: 'selfie, photo of me, portrait',
    bankCard: 'bank card, debit card, credit card, Visa card, Mastercard',
  },
  what: {
    birthCertificate: 'a birth certificate',
    marriageCertificate: 'a certificate of marriage, divorce or death',
    healthCard: 'a health card',
    socialNumber: 'a SIN or Social Security card',
    studentCard: 'a student card',
    membershipCard: 'a membership or work card',
    selfie: 'a picture of yourself',
    bankCard: 'a bank card',
  },
  refusal: (what: string, count: number) =>
    `We can’t take ${what}.${count === 0 ? '' : count === 1 ? ' This works instead:' : ' One of these works instead:'}`,
}

export type SearchWords = typeof enSearch
export type NotTaken = keyof SearchWords['notTaken']
