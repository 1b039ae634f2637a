import { type SearchWords } from '../en/search.ts'

export const frSearch: SearchWords = {
  alsoCalled: {
    passport: 'passeport, document de voyage, identité',
    license: 'permis de conduire, permis d’apprenti, permis probatoire, SAAQ, identité',
    identification_card:
      'carte d’identité, CNI, carte nationale, carte consulaire, pièce d’identité, carte d’électeur',
    residence_permit:
      'carte de résident permanent, résidence permanente, titre de séjour, carte verte, visa, permis de travail, permis d’études, réfugié, immigration, identité',
    canada_provincial_id:
      'carte-photo, carte photo de l’Ontario, carte de services, province, territoire, identité',
    indigenous_card:
      'certificat de statut d’Indien, carte de statut, carte tribale, Premières Nations, autochtone, Inuit, Métis, identité',
    utility:
      'facture d’électricité, Hydro-Québec, facture de gaz, facture d’eau, chauffage, téléphone, cellulaire, internet, câble, facture, preuve d’adresse, justificatif de domicile, preuve de résidence',
    paystub:
      'talon de paie, talon de paye, bulletin de paie, bulletin de salaire, fiche de paie, relevé de paie, salaire, chèque de paie, preuve de revenu',
    bank_statement:
      'relevé bancaire, relevé de compte, banque, compte chèques, épargne, relevé de carte de crédit, spécimen de chèque, chèque annulé, preuve d’adresse, preuve de revenu',
    w2: 'feuillet W-2, salaire, impôt, revenu',
    '1099': 'feuillet 1099, travailleur autonome, indépendant, dividendes, intérêts, retraite, impôt, revenu',
    '1120': 'déclaration de société, société par actions, entreprise, impôt',
    '1065': 'déclaration de société de personnes, annexe K-1, associé, impôt',
    t1: 'avis de cotisation, ADC, déclaration de revenus, ARC, rapport d’impôt, impôt',
    t4: 'feuillet T4, T4A, état de la rémunération, relevé 1, RL-1, ARC, impôt, salaire, revenu',
    contract:
      'contrat, accord, entente, bail, loyer, location, locataire, propriétaire, statuts constitutifs, statuts, certificat de constitution, règlements, convention d’actionnaires, acte de vente, hypothèque, prêt, contrat de travail, offre d’emploi',
    internal:
      'document interne, note de service, formulaire, résolution du conseil, procès-verbal, organigramme',
    other:
      'facture, reçu, lettre, attestation, permis d’exploitation, immatriculation, registre des entreprises, NEQ, assurance, taxe foncière, autre, preuve',
  },

  notTaken: {
    birthCertificate: 'acte de naissance, certificat de naissance, extrait de naissance',
    marriageCertificate:
      'certificat de mariage, acte de mariage, divorce, certificat de décès, acte de décès',
    healthCard:
      'carte santé, carte d’assurance maladie, carte soleil, RAMQ, carte vitale, carte de vaccination, vaccin',
    socialNumber:
      'NAS, carte NAS, numéro d’assurance sociale, carte d’assurance sociale, sécurité sociale, carte de sécurité sociale',
    studentCard: 'carte étudiante, carte d’étudiant, carte scolaire',
    membershipCard: 'carte de bibliothèque, carte de membre, carte d’employé, badge',
    selfie: 'égoportrait, photo de moi, autoportrait',
    bankCard: 'carte bancaire, carte de débit, carte de crédit, carte bleue',
  },
  what: {
    birthCertificate: 'un certificat de naissance',
    marriageCertificate: 'un certificat de mariage, de divorce ou de décès',
    healthCard: 'une carte santé',
    socialNumber: 'une carte d’assurance sociale',
    studentCard: 'une carte étudiante',
    membershipCard: 'une carte de membre ou d’employé',
    selfie: 'une photo de vous',
    bankCard: 'une carte bancaire',
  },
  refusal: (what, count) =>
    `Nous ne pouvons pas accepter ${what}.${count === 0 ? '' : count === 1 ? ' Ce document convient\u00a0:' : ' L’un de ces documents convient\u00a0:'}`,
}
